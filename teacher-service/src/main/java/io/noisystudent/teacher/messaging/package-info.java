/** The one owner of the curriculum: Kafka records, ticks and requests in, one transaction per cycle out. */
@NullMarked
package io.noisystudent.teacher.messaging;

import org.jspecify.annotations.NullMarked;
