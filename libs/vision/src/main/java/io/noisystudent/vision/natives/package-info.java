/** Loading of native libraries, safely among processes that start together. */
@NullMarked
package io.noisystudent.vision.natives;

import org.jspecify.annotations.NullMarked;
