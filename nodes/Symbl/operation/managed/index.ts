export { creating, creatingMany } from './create';
export { deleting } from './delete';
export { oneOf, patch, put, putWithId, type Listed, type Managed } from './kind';
export { getting, gettingMany } from './read';
export { updating } from './update';
