/** How the documented "invalid or does not exist" is put. */
export type UnknownIdForm = 'documented' | 'empty' | 'reworded';

export type UnknownIdStatus = 200 | 400 | 404 | 410;

/** A parameter of the conversation list. */
export type ListParameter =
	| 'limit'
	| 'offset'
	| 'order'
	| 'sort'
	| 'startTime'
	| 'endTime'
	| 'filter';

/** What the documents leave open, or tell in two ways. What is left out is the first one named. */
export interface ApiChoices {
	/** Status for an id that does not exist: 404. */
	unknownId?: UnknownIdStatus;
	unknownIdForm?: UnknownIdForm;
	/** The same for DELETE alone, where it differs. */
	unknownIdOnDelete?: { status?: UnknownIdStatus; form?: UnknownIdForm };
	/** Status for an id of other characters than digits; as any unknown id if left out. */
	malformedId?: 400 | 404;
	deleteAnswer?: 'message' | 'empty' | 'noContent';
	/** Whether an update of the metadata keeps the keys that it does not name. */
	metadataUpdate?: 'replace' | 'merge';
	/** The most conversations that one page holds, whatever `limit` asks for. */
	maxListLimit?: number;
	/** Parameters of the list that are read as if they had not been sent. */
	listIgnores?: readonly ListParameter[];
	/** Whether a list also says `total`, `count`, `limit`, `offset` and `hasMore`. */
	listExtras?: boolean;
	/** Whether IDs of digits only are sent as JSON numbers, without quotes. */
	unquotedIds?: boolean;
	/** The paths and shapes of the documents until mid-2022 (`old`), or those of the SDKs since. */
	generation?: 'new' | 'old';
	/** Conversations whose job never ends: no summary, and only half of everything else. */
	notReady?: Set<string>;
	/** How long a job stays `scheduled`, and then `in_progress`, in ms: 200. */
	jobStepMs?: number;
	/** Answer 429 to a request to process while so many jobs run. */
	maxConcurrentJobs?: number;
	/** What a callback calls the job; by default `jobId` in the old generation, else `id`. */
	callbackKey?: 'jobId' | 'id';
	/** How one tracker, entity or group is sent; `mixed` is bare where it is read. */
	wrapping?: 'wrapped' | 'bare' | 'mixed';
	/** What a create call of these says of what it made. */
	createAnswer?: 'object' | 'unpopulated';
	/** `object` is `{ id, type, deleted: true }`, for entities a message. */
	managedDeleteAnswer?: 'object' | 'empty' | 'noContent';
	/** What the old PUT of a tracker does with the phrases that it does not name. */
	trackerUpdate?: 'replace' | 'append';
	/** Whether a vocabulary may hold other punctuation than `.` and `'`. */
	vocabularyCharacters?: 'any' | 'documented';
	groupPaths?: 'singular' | 'plural';
	/** Whether a group or tracker needs a description that is not empty. */
	description?: 'optional' | 'required';
	/** Whether an entity may be created alone, or only in bulk. */
	entityCreate?: 'single' | 'bulk';
	/** Whether the Labs calls are answered at an address of their own only. */
	separateLabs?: boolean;
}
