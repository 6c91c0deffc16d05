import type { Locator, Page } from 'playwright-core';
import { OWNER } from '../n8n/server.cts';

/** n8n's editor, worked with as a user does: what is chosen is chosen by what it says. */
export class Editor {
	constructor(
		private readonly page: Page,
		private readonly url: string,
	) {
		// The browser asks whether to leave a workflow that was not saved.
		page.on('dialog', (dialog) => void dialog.accept());
	}

	/** Signs the owner in, who comes to a new workflow. */
	async signIn(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByLabel('Email').fill(OWNER.email);
		await this.page.getByLabel('Password').fill(OWNER.password);
		await this.page.getByRole('button', { name: 'Sign in' }).click();
		await this.part('node-creator-plus-button').first().waitFor();
	}

	/** The panel in which nodes are found. */
	get nodePanel(): Locator {
		return this.part('node-creator');
	}

	/** Opens the node panel and searches it. */
	async searchNodes(text: string): Promise<void> {
		await this.part('node-creator-plus-button').first().click();
		await this.searchFor(text);
		await this.nodeItem('Symbl.ai').waitFor();
	}

	/** Searches the open node panel for something else. */
	async searchFor(text: string): Promise<void> {
		await this.part('node-creator-search-bar').fill(text);
	}

	/** A node or an action in the node panel. */
	nodeItem(name: string): Locator {
		return this.nodePanel.getByTestId('node-creator-item-name').getByText(name, { exact: true });
	}

	/** What the node panel lists. */
	async nodeItems(): Promise<string[]> {
		return await this.nodePanel.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** The panel of the open node. */
	get node(): Locator {
		return this.part('ndv');
	}

	/** The visible parameters of the open node, from top to bottom, each as the lines of its text. */
	async parameters(): Promise<string[][]> {
		const items = this.node.locator(
			'[data-test-id=parameter-item]:not([data-test-id=parameter-item] *)',
		);
		const texts = await items.filter({ visible: true }).allInnerTexts();
		return texts.map((text) => text.split('\n'));
	}

	/** A parameter of the open node, or a field of the open credential, by its internal name. */
	field(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** What a drop-down list shows as chosen. */
	async chosen(name: string): Promise<string> {
		return await this.field(name).locator('input').first().inputValue();
	}

	/** Chooses from a drop-down list, unless it is chosen already. */
	async choose(name: string, option: string): Promise<void> {
		if ((await this.chosen(name)) !== option) await this.pick(this.field(name), option);
	}

	/** Adds an option to 'Options'. */
	async addOption(option: string): Promise<void> {
		await this.pick(this.node.getByPlaceholder('Add option', { exact: true }), option);
	}

	private async pick(list: Locator, option: string): Promise<void> {
		await list.click();
		const text = this.page.getByText(option, { exact: true });
		await this.page.getByRole('option').filter({ has: text, visible: true }).click();
	}

	/** Turns a switch on or off. */
	async toggle(name: string): Promise<void> {
		await this.field(name).locator('.el-switch').click();
	}

	/** Where the conversation is shown that is chosen, or its ID typed in. */
	get conversation(): Locator {
		return this.part('resource-locator-conversationId').getByTestId('rlc-input');
	}

	/** Chooses the conversation by its ID. */
	async enterConversationId(id: string): Promise<void> {
		await this.pick(this.part('rlc-mode-selector'), 'By ID');
		await this.conversation.fill(id);
		// n8n takes what was typed a moment after the last key, and shows no sign of it. A timer of
		// the page's own ends after that one, however slow the machine is.
		await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
	}

	/** What the open list of conversations has. */
	get conversations(): Locator {
		return this.part('rlc-item');
	}

	/** Types into the search of the open list. */
	async searchConversations(text: string): Promise<void> {
		await this.part('rlc-search').fill(text);
	}

	/** Has the visible parameters of the open node begin with one. */
	async scrollTo(name: string): Promise<void> {
		const items = this.node.getByTestId('parameter-item');
		const item = items.filter({ has: this.field(name) }).first();
		await item.evaluate((element) => element.scrollIntoView());
	}

	/** Runs the open node. */
	async executeStep(): Promise<void> {
		await this.part('node-execute-button').click();
	}

	/** The middle of the panel of the open node. */
	get parameterPanel(): Locator {
		return this.node.locator('.node-settings');
	}

	/** What the last run of the open node gave. */
	get output(): Locator {
		return this.part('output-panel');
	}

	/** Waits until the only item in the table of the output has that outcome, and reads it. */
	async outputItem(outcome: string): Promise<Record<string, string>> {
		const cells = this.output.locator('tbody tr').first().locator('td');
		await cells.getByText(outcome, { exact: true }).waitFor();
		const names = await this.output.locator('thead th').allInnerTexts();
		const values = await cells.allInnerTexts();
		return Object.fromEntries(
			names
				.map((name, index) => [name.trim(), values[index]?.trim() ?? ''])
				.filter(([name]) => name),
		);
	}

	/** Waits until the last run of the open node ended with that message. */
	async outputError(message: string): Promise<void> {
		await this.output.getByTestId('node-error-message').getByText(message).waitFor();
	}

	/** The dialog of a credential. */
	get credential(): Locator {
		return this.part('editCredential-modal');
	}

	/** Types into a field of the open credential. */
	async fill(name: string, text: string): Promise<void> {
		await this.field(name).locator('input').fill(text);
	}

	/** Opens the node's credential, which tests it. */
	async editCredential(): Promise<void> {
		await this.part('credential-edit-button').click();
		await this.credential.waitFor();
	}

	/** Opens the dialog of one more credential for the node. */
	async addCredential(): Promise<void> {
		await this.part('node-credentials-select').click();
		await this.part('node-credentials-select-item-new').click();
		await this.credential.waitFor();
	}

	/** Sets how the open credential connects, and says what there is to choose from. */
	async chooseWay(way: string): Promise<string[]> {
		await this.credential.getByTestId('credential-mode-dropdown-trigger').click();
		const ways = this.page.getByRole('menu').filter({ hasText: way }).getByRole('menuitem');
		const names = await ways.allInnerTexts();
		await ways.getByText(way, { exact: true }).click();
		return names;
	}

	/** Waits for the reason why the open credential does not work. */
	async refusal(text: string): Promise<void> {
		await this.credential.getByText('More details').click();
		await this.credential.getByText(text).waitFor();
	}

	/** Saves the open credential, which tests it. */
	async saveCredential(): Promise<void> {
		await this.part('credential-save-button').click();
	}

	/** Puts the dialog of the credential away. */
	async closeCredential(): Promise<void> {
		await this.credential.locator('.el-dialog__headerbtn').click();
		await this.credential.waitFor({ state: 'hidden' });
	}

	/** Leaves whatever is open for a new workflow, and imports a file into it. */
	async importWorkflow(file: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.part('node-creator-plus-button').first().waitFor();
		await this.part('workflow-import-input').setInputFiles(file);
		await this.part('canvas-node').first().waitFor();
		await this.part('zoom-to-fit').click();
		// Then the buttons stand beside the workflow.
		await this.part('zoom-out-button').click();
	}

	/** Where the open workflow is drawn. */
	get canvas(): Locator {
		return this.part('canvas');
	}

	/** The nodes and the notes of the open workflow. */
	get canvasNodes(): Locator {
		return this.canvas.locator('.vue-flow__node');
	}

	/** A part of the editor, by the name that n8n has given it for tests. */
	part(testId: string): Locator {
		return this.page.getByTestId(testId);
	}
}
