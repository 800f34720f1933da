/** Kafka: where events go and what is there. */
@NullMarked
package io.noisystudent.registry.messaging;

import org.jspecify.annotations.NullMarked;
