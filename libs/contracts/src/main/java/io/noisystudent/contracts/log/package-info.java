/** Ranges of the Kafka log, which is the data set. */
@NullMarked
package io.noisystudent.contracts.log;

import org.jspecify.annotations.NullMarked;
