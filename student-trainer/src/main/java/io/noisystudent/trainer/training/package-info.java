/** One training request, from its data to a registered student. */
@NullMarked
package io.noisystudent.trainer.training;

import org.jspecify.annotations.NullMarked;
