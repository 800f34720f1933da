/** Tasks in, answers out, in one Kafka transaction each. */
@NullMarked
package io.noisystudent.labeler.messaging;

import org.jspecify.annotations.NullMarked;
