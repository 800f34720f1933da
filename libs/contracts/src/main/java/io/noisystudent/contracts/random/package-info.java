/** Random numbers that depend on a seed alone. */
@NullMarked
package io.noisystudent.contracts.random;

import org.jspecify.annotations.NullMarked;
