/** From records of the log to predictions: read ahead, batches in parallel, one inference call for each. */
@NullMarked
package io.noisystudent.labeler.stages;

import org.jspecify.annotations.NullMarked;
