/* What the NDK's crtbegin_so.o and crtend_so.o do: name this library to the C library, and say for which API it was built. */
void *const __dso_handle __attribute__((visibility("hidden"))) = (void *)&__dso_handle;

extern void __cxa_finalize(void *);
__attribute__((destructor)) static void finish(void) { __cxa_finalize((void *)&__dso_handle); }

__attribute__((section(".note.android.ident"), used, aligned(4))) static const struct {
    unsigned name_size, body_size, type;
    char name[8];
    unsigned api;
} ident = {8, 4, 1, "Android", 26};
