/** From records of the log to predictions: read ahead, decode in parallel, one inference call per batch. */
@NullMarked
package io.noisystudent.labeler.stages;

import org.jspecify.annotations.NullMarked;
