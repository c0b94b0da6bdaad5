#ifndef SIM_HANDLE_H
#define SIM_HANDLE_H

#include <xen/xen.h>
#include <xentoolcore.h>

/*
 * What a library registers of each handle, so that xentoolcore_restrict_all() finds it. This is part
 * of libxentoolcore's ABI, but not of its installed header.
 */
typedef struct Xentoolcore__Active_Handle Xentoolcore__Active_Handle;

typedef int Xentoolcore__Restrict_Callback(Xentoolcore__Active_Handle *handle, domid_t domid);

struct Xentoolcore__Active_Handle {
	Xentoolcore__Restrict_Callback *restrict_callback;
	struct {
		Xentoolcore__Active_Handle *next;
		Xentoolcore__Active_Handle **previous;
	} entry;
};

void xentoolcore__register_active_handle(Xentoolcore__Active_Handle *handle);
void xentoolcore__deregister_active_handle(Xentoolcore__Active_Handle *handle);
int xentoolcore__restrict_by_dup2_null(int fd);

/* The handle that one of its members belongs to. */
#define HANDLE_OF(member_pointer, type, member) \
	((type *)(void *)((char *)(member_pointer) - offsetof(type, member)))

#endif
