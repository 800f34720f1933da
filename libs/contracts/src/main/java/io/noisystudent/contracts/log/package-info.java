/** Ranges of the Kafka log, which is the data set, and a reader of exactly one range. */
@NullMarked
package io.noisystudent.contracts.log;

import org.jspecify.annotations.NullMarked;
