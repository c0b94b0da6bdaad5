#include "seamless/answers.h"

#include <stdlib.h>

#include "seamless/pages.h"

struct answer {
	struct wl_list link; /* answers.list */
	uint32_t type, window;
	uint64_t moment; /* of the account */
};

void answers_init(struct answers *answers, struct pages_account *account,
	void (*send)(void *data, uint32_t type, uint32_t window), void *data) {
	*answers = (struct answers){.account = account, .send = send, .data = data};
	wl_list_init(&answers->list);
}

static void pop(struct answers *answers) {
	struct answer *answer = wl_container_of(answers->list.next, answer, link);
	wl_list_remove(&answer->link);
	free(answer);
	answers->count--;
}

void answers_finish(struct answers *answers) {
	while (!wl_list_empty(&answers->list)) {
		pop(answers);
	}
}

bool answers_add(struct answers *answers, uint32_t type, uint32_t window) {
	struct answer *answer = answers->count < ANSWERS_MAX ? calloc(1, sizeof(*answer)) : NULL;
	if (answer == NULL) {
		return false;
	}
	*answer = (struct answer){
		.type = type,
		.window = window,
		.moment = pages_account_now(answers->account),
	};
	wl_list_insert(answers->list.prev, &answer->link);
	answers->count++;
	answers_flush(answers);
	return true;
}

void answers_flush(struct answers *answers) {
	while (!wl_list_empty(&answers->list)) {
		const struct answer *answer = wl_container_of(answers->list.next, answer, link);
		if (pages_are_left(answers->account, answer->window, answer->moment)) {
			return;
		}
		uint32_t type = answer->type, window = answer->window;
		pop(answers);
		answers->send(answers->data, type, window);
	}
}
