/** Traces that follow a range of images through the topics. */
@NullMarked
package io.noisystudent.kafka.trace;

import org.jspecify.annotations.NullMarked;
