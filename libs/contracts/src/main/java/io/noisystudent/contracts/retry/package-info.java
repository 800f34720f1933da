/** When what failed is tried again. */
@NullMarked
package io.noisystudent.contracts.retry;

import org.jspecify.annotations.NullMarked;
