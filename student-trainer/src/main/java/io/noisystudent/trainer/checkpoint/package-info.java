/** The state of trainings in the object store. */
@NullMarked
package io.noisystudent.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
