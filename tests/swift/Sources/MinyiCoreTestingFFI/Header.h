// One parameter of the surface is called `case`, which C does not take as a name.
#define case wanted
#include "MinyiCoreTestingFFI.h"
#undef case
