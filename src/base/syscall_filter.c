/* Installing a filter; who may gain no rights by a program any more needs none of his own for it.
 */
#include "base/syscall_filter.h"

#ifdef HAVE_SYSCALL_FILTER

#include <errno.h>
#include <stdint.h>
#include <sys/prctl.h>

bool syscall_filter_install(const struct sock_filter *statements, size_t count)
{
	const struct sock_fprog filter = {
		.len = (unsigned short)count,
		.filter = (struct sock_filter *)(uintptr_t)statements,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 || errno == EINVAL ||
	       errno == ENOSYS;
}

#endif
