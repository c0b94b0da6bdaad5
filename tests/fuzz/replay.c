/*
 * Runs a target over files, and over all files of directories, in the place of libFuzzer: what was
 * kept stays without a finding, whatever compiler there is.
 */

#define _GNU_SOURCE

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "input.h"

/* A block of its very size, so that a read past its end is seen. */
static void replay(const char *path) {
	FILE *file = fopen(path, "re");
	struct stat stat;
	if (file == NULL || fstat(fileno(file), &stat) < 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	printf("%s\n", path);
	fflush(stdout);
	size_t size = (size_t)stat.st_size;
	uint8_t *data = malloc(size);
	if (fread(data, 1, size, file) != size) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static int is_shown(const struct dirent *entry) {
	return entry->d_name[0] != '.';
}

static int replay_all(const char *path) {
	struct dirent **entries;
	int count = scandir(path, &entries, is_shown, alphasort);
	if (count < 0) {
		replay(path);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		char *file;
		if (asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0) {
			abort();
		}
		replay(file);
		free(file);
		free(entries[i]);
	}
	free(entries);
	return count;
}

int main(int argc, char *argv[]) {
	int count = 0;
	for (int i = 1; i < argc; i++) {
		count += replay_all(argv[i]);
	}
	if (count == 0) {
		fprintf(stderr, "there is no input\n");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
