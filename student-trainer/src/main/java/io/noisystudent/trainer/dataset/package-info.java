/** From ranges of the log to images and labels that a training reads in any order. */
@NullMarked
package io.noisystudent.trainer.dataset;

import org.jspecify.annotations.NullMarked;
