import type { INodeParameters } from 'n8n-workflow';
import type { FaultAnswer } from '../sandbox/sandbox.cts';
import { generations, getting, jsonOf, openCalls, operate, requestsOf } from './operating.cts';

const SCORECARDS = '/v1/manage/callscore/scorecards';
const SETTINGS = '/v1/manage/settings';

describe.each(generations)('scorecards (%s)', (generation) => {
	const parameters = {
		name: ' Первый звонок ',
		criteriaList: ['Symbl.Sales_Process'],
		customCriteria: '5076324933173248, 5279029135933440',
	};
	const made = {
		name: 'Первый звонок',
		criteriaList: ['Symbl.Sales_Process', '5076324933173248', '5279029135933440'],
	};

	it.each<[string, INodeParameters, object]>([
		['what is demanded', {}, {}],
		['all there is', { tags: 'a, b', description: 'c' }, { tags: ['a', 'b'], description: 'c' }],
	])('Create sends %s', async (_, more, sent) => {
		const sandbox = await openCalls({ generation });
		const { outputs } = await operate(sandbox, 'scorecard/create', {
			parameters: { ...parameters, ...more },
		});
		expect(requestsOf(sandbox)).toEqual([
			{ request: `POST ${SCORECARDS}`, query: {}, body: { ...made, ...sent } },
		]);
		const [kept] = sandbox.scorecards.values();
		expect(kept).toMatchObject({ ...made, ...sent });
		expect(outputs).toEqual([
			[{ json: { ...kept, scorecardId: kept?.id }, pairedItem: { item: 0 } }],
		]);
	});

	it.each([
		['all', { returnAll: true }, 2],
		['as many as the limit says', { limit: 1 }, 1],
	])('Get Many gives %s', async (_, limit, count) => {
		const sandbox = await openCalls({ generation });
		for (const id of ['5', '6']) sandbox.scorecards.set(id, { id, tags: [], ...made });
		const execution = await operate(sandbox, 'scorecard/getAll', { parameters: limit });
		expect(requestsOf(sandbox)).toEqual([getting(SCORECARDS)]);
		const all = ['5', '6'].map((id) => ({ scorecardId: id, id, tags: [], ...made }));
		expect(jsonOf(execution)).toEqual(all.slice(0, count));
	});
});

describe('a scorecard', () => {
	const ends: Array<[string, FaultAnswer]> = [
		['500 after it was made', { act: true, status: 500 }],
		['a cut connection', { act: true, cut: true }],
		['an answer that does not say what it made', { act: true, body: { message: 'ok' } }],
	];

	it.each(ends)('is not made once more after %s', async (_, answer) => {
		const sandbox = await openCalls();
		sandbox.play({ match: { method: 'POST' }, times: 1, answer });
		const { error } = await operate(sandbox, 'scorecard/create', {
			parameters: { name: 'A' },
			options: { maxRetries: 3 },
		});
		expect(sandbox.log).toHaveLength(1);
		expect(sandbox.scorecards.size).toBe(1);
		expect(error).toMatchObject({ description: expect.stringContaining('may have been done') });
	});

	it.each<[string, INodeParameters, RegExp]>([
		['no name', { name: '={{ " " }}' }, /^'Name' is empty/],
		['no criteria', { name: 'A', criteriaList: [] }, /^'Criteria' is empty/],
		['an object for tags', { name: 'A', tags: '={{ ({}) }}' }, /^'Tags' and 'Criteria' must be/],
	])('is refused with %s', async (_, parameters, says) => {
		const sandbox = await openCalls();
		const { error } = await operate(sandbox, 'scorecard/create', { parameters });
		expect(error?.message).toMatch(says);
		expect(sandbox.log).toEqual([]);
	});
});

describe.each(generations)('redaction (%s)', (generation) => {
	const change = (op: string, value: object) => ({
		request: `PATCH ${SETTINGS}`,
		query: {},
		body: [{ op, path: '/redaction', value }],
	});
	const texts = { pair: [{ key: 'SSN', value: 'Номер' }] };

	it.each<[string, INodeParameters, object]>([
		['by default', {}, { default: true, type: 'default', exclude: [] }],
		[
			'off, with exceptions',
			{ redactByDefault: false, redactionExclude: 'PERSON_NAME, EMAIL_ADDRESS' },
			{ default: false, type: 'default', exclude: ['PERSON_NAME', 'EMAIL_ADDRESS'] },
		],
		[
			'with asterisks',
			{ redactionType: 'obfuscation', redactionTexts: texts },
			{ default: true, type: 'obfuscation', exclude: [] },
		],
		[
			'with texts',
			{ redactionType: 'custom', redactionTexts: texts },
			{ default: true, type: 'custom', exclude: [], custom: { SSN: 'Номер' } },
		],
	])('is set %s, for the first time and again', async (_, parameters, redaction) => {
		const sandbox = await openCalls({ generation });
		const first = await operate(sandbox, 'accountSettings/update', { parameters });
		expect(requestsOf(sandbox)).toEqual([change('replace', redaction), change('add', redaction)]);
		expect(sandbox.settings.get('redaction')).toEqual(redaction);
		expect(first.outputs).toEqual([
			[{ json: { updated: true, redaction }, pairedItem: { item: 0 } }],
		]);
		sandbox.log.length = 0;
		await operate(sandbox, 'accountSettings/update', { parameters });
		expect(requestsOf(sandbox)).toEqual([change('replace', redaction)]);
		expect(sandbox.settings.get('redaction')).toEqual(redaction);
	});
});

describe('redaction', () => {
	it.each<[string, FaultAnswer, object]>([
		['nothing', { act: true, body: '' }, { updated: true }],
		[
			'the settings in an object',
			{ act: true, body: { settings: { redaction: { default: true } } } },
			{ updated: true, redaction: { default: true } },
		],
	])('says no more than an answer with %s', async (_, answer, json) => {
		const sandbox = await openCalls();
		sandbox.settings.set('redaction', {});
		sandbox.play({ answer });
		const execution = await operate(sandbox, 'accountSettings/update');
		expect(jsonOf(execution)).toEqual([json]);
	});

	it.each<[string, INodeParameters, RegExp]>([
		['text for a switch', { redactByDefault: '={{ "yes" }}' }, /^'Redact by Default' must be/],
		['an object for a list', { redactionExclude: '={{ ({}) }}' }, /^'Leave Unmasked' must be/],
	])('is refused with %s', async (_, parameters, says) => {
		const sandbox = await openCalls();
		const { error } = await operate(sandbox, 'accountSettings/update', { parameters });
		expect(error?.message).toMatch(says);
		expect(sandbox.log).toEqual([]);
	});

	it('shows what Symbl does not accept', async () => {
		const sandbox = await openCalls();
		sandbox.play({ answer: { status: 400, body: { message: '"type" is not valid' } } });
		const { error } = await operate(sandbox, 'accountSettings/update');
		expect(error?.message).toContain('“"type" is not valid”');
		expect(sandbox.log).toHaveLength(2);
	});
});
