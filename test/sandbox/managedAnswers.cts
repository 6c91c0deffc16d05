import type { ApiChoices } from './choices.cts';
import { ok, type Reply } from './reply.cts';

type Kind = 'tracker' | 'entity' | 'group';

/** How the account's trackers, entities and groups are answered for, as chosen. */
export class ManagedAnswers {
	constructor(
		private readonly kind: Kind,
		private readonly choices: ApiChoices,
	) {}

	read(object: object): Reply {
		const { wrapping = 'wrapped' } = this.choices;
		return ok(wrapping === 'wrapped' ? { [this.kind]: object } : object);
	}

	updated(object: object): Reply {
		return ok(this.choices.wrapping === 'bare' ? object : { [this.kind]: object });
	}

	created(object: object): Reply {
		const shown = this.choices.createAnswer === 'unpopulated' ? {} : object;
		return { ...this.updated(shown), status: 201 };
	}

	/** `body` is what is usually said. */
	deleted(body: object): Reply {
		const { managedDeleteAnswer = 'object' } = this.choices;
		if (managedDeleteAnswer === 'object') return ok(body);
		return { status: managedDeleteAnswer === 'empty' ? 200 : 204 };
	}
}
