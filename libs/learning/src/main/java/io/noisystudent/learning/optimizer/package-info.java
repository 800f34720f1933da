/** Steps on the weights: optimizers, schedules of the rate, the moving average. */
@NullMarked
package io.noisystudent.learning.optimizer;

import org.jspecify.annotations.NullMarked;
