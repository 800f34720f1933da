/** What is measured, under names that start with {@code noisystudent_}. */
@NullMarked
package io.noisystudent.labeler.metrics;

import org.jspecify.annotations.NullMarked;
