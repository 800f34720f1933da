/** Names of the pipeline's topics and groups. */
@NullMarked
package io.noisystudent.contracts.topic;

import org.jspecify.annotations.NullMarked;
