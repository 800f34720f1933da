/** Reading exactly one range of the Kafka log, and where its partitions end. */
@NullMarked
package io.noisystudent.kafka.log;

import org.jspecify.annotations.NullMarked;
