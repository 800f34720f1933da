/** Decisions: the gate's and those of people. */
@NullMarked
package io.noisystudent.registry.promotion;

import org.jspecify.annotations.NullMarked;
