/** Something that happens once and can be waited for. */
export class Latch {
	isOpen = false;
	readonly opened: Promise<void>;
	private letThrough = () => {};

	constructor() {
		this.opened = new Promise((resolve) => (this.letThrough = resolve));
	}

	open(): void {
		this.isOpen = true;
		this.letThrough();
	}
}
