/** What the services say to each other on Kafka. */
@NullMarked
package io.noisystudent.contracts.event;

import org.jspecify.annotations.NullMarked;
