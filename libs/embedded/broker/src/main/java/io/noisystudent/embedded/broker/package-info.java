/** The Kafka broker that runs in the child process. */
@NullMarked
package io.noisystudent.embedded.broker;

import org.jspecify.annotations.NullMarked;
