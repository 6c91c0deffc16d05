/** What people say on made-up calls, by the script that the call is held in. */
const lines = {
	latin: [
		'Thanks for joining, everyone. Can you all hear me?',
		'Let me share my screen and walk you through the dashboard that we built for Contoso last month.',
		'The budget for this quarter is $4,500, which is too expensive for us right now.',
		'What would it take to get the pilot running by Friday?',
		'I will send the contract to legal@example.com tomorrow.',
		'We need to review the security questionnaire before the renewal, because their auditor asked for it twice and nobody could say who owned the answer.',
		'Let us follow up next week with the procurement team.',
		'Honestly, the onboarding was great – the team loved it 🎉.',
		'The integration with Northwind keeps timing out; support has opened a ticket for it.',
		'Have you compared us with Fabrikam, or is the pricing the only thing that holds you back?',
		'I’ll write up the notes and share the recording with the whole team on Monday.',
		'Our retention policy says that every recording has to be deleted after ninety days, and the auditor wants to see proof that the deletion really took place.',
		'My number is +1 415 555 0134, just call me.',
		'<script>alert("quote & tag")</script> is what the customer typed into the form, believe it or not.',
	],
	arabic: [
		'شكراً لانضمامكم اليوم، هل تسمعونني جيداً؟',
		'سأرسل العقد إلى الفريق القانوني غداً.',
		'الميزانية لهذا الربع محدودة، والسعر مرتفع بالنسبة لنا في الوقت الحالي.',
		'لنقم بمتابعة الموضوع مع فريق المشتريات الأسبوع القادم.',
		'متى يمكننا بدء التجربة مع شركة Contoso؟',
		'كانت تجربة الإعداد رائعة، والفريق سعيد جداً بالنتيجة 🎉.',
	],
	japanese: [
		'本日はお集まりいただきありがとうございます。音声は聞こえていますか?',
		'契約書は明日までに法務部へ送ります。',
		'今期の予算は450万円で、現状のご提案では少し高いと感じています。',
		'来週、購買部の方とフォローアップの打ち合わせを設定しましょう。',
		'パイロット導入はいつ開始できますか?',
		'オンボーディングはとても好評で、チーム全員が喜んでいました😊。',
	],
	cyrillic: [
		'Спасибо, что подключились. Меня хорошо слышно?',
		'Я отправлю договор юристам завтра.',
		'Бюджет на этот квартал ограничен, и для нас это пока слишком дорого.',
		'Давайте вернёмся к этому вопросу на следующей неделе вместе с отделом закупок.',
		'Когда мы сможем запустить пилот с Contoso?',
		'Внедрение прошло отлично, команда в восторге 🚀.',
	],
} as const;

/** The lines of a call, told by its name. */
export function linesFor(name: string): readonly [string, ...string[]] {
	if (/\p{Script=Arabic}/u.test(name)) return lines.arabic;
	if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)) return lines.japanese;
	if (/\p{Script=Cyrillic}/u.test(name)) return lines.cyrillic;
	return lines.latin;
}
