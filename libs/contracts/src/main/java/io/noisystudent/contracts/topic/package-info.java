/** Names and settings of the pipeline's topics. */
@NullMarked
package io.noisystudent.contracts.topic;

import org.jspecify.annotations.NullMarked;
