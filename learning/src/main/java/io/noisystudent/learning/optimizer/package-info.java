/** Steps on the weights: SGD, its schedule, the moving average. */
@NullMarked
package io.noisystudent.learning.optimizer;

import org.jspecify.annotations.NullMarked;
