/** Noise on the student: where a graph takes it, and the masks. */
@NullMarked
package io.noisystudent.learning.noise;

import org.jspecify.annotations.NullMarked;
