/** Settings of the pipeline's topics: declared, checked, repaired. */
@NullMarked
package io.noisystudent.kafka.topic;

import org.jspecify.annotations.NullMarked;
