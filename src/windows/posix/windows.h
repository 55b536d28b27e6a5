/* Windows has a NO_ERROR of its own, which nobody here asks for. */
#pragma push_macro("NO_ERROR")
#undef NO_ERROR
#include_next <windows.h>
#pragma pop_macro("NO_ERROR")
