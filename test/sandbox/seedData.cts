import { between, numericId, pick, uuid, type Random } from './random.cts';
import type { ConversationRecord, Member } from './store.cts';

const DAY = 86_400_000;

const names = [
	'Weekly',
	'Weekly',
	'Weekly sync: Platform',
	'Weekly 1:1 Priya / Tom',
	'Q3 pipeline review (EMEA)',
	'Discovery call: Northwind Traders',
	'Renewal: Contoso GmbH & Co. KG',
	'Support call #48213 – router keeps rebooting',
	'Onboarding "Fabrikam" <kick-off>',
	'Sprint 42 retrospective 🚀',
	'🎉 Launch party planning',
	'Interview: Senior Data Engineer',
	'Board meeting, 100 % remote',
	'週次定例ミーティング',
	'顧客ヒアリング(東京オフィス)',
	'Еженедельная планёрка',
	'Созвон с клиентом: продление договора',
	'اجتماع المبيعات الأسبوعي',
	'مكالمة متابعة مع العميل',
	'Réunion d’équipe – été',
] as const;

const people = [
	['Priya Raman', 'priya.raman@example.com'],
	['Tom O’Brien', 'tom.obrien@example.com'],
	['佐藤 健', 'sato.ken@example.jp'],
	['山田 花子', 'yamada@example.jp'],
	['Анна Кузнецова', 'a.kuznetsova@example.org'],
	['Дмитрий Орлов', 'orlov@example.org'],
	['ليلى حداد', 'layla.haddad@example.net'],
	['عمر فاروق', 'omar@example.net'],
	['Zoë Müller', 'zoe.mueller@example.de'],
	['Li Na', 'li.na@example.com'],
] as const;

const teams = ['sales', 'support', 'success', 'engineering', 'hr'] as const;
const regions = ['emea', 'amer', 'apac'] as const;

function members(random: Random): Member[] {
	const first = between(random, 0, people.length - 1);
	return Array.from({ length: between(random, 0, 5) }, (_, index) => {
		const [name, email] = people[(first + index) % people.length] ?? people[0];
		return { id: uuid(random), name, email };
	});
}

/**
 * A conversation as an account of some size would hold it: ended before `now` (ms), at most two
 * years old, more of them recent than old.
 */
export function makeConversation(random: Random, now: number): ConversationRecord {
	const lasted = between(random, 60, 5_400) * 1_000;
	const ended = now - 60_000 - Math.floor(random() ** 2 * 729 * DAY);
	return {
		id: numericId(random),
		type: 'meeting',
		name: pick(random, names),
		startTime: new Date(ended - lasted).toISOString(),
		endTime: new Date(ended).toISOString(),
		members: members(random),
		metadata: { team: pick(random, teams), region: pick(random, regions) },
	};
}
