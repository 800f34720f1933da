/** The rules by which a candidate becomes the teacher. */
@NullMarked
package io.noisystudent.registry.gate;

import org.jspecify.annotations.NullMarked;
