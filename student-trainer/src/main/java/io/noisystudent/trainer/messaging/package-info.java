/** Training requests in, progress out. */
@NullMarked
package io.noisystudent.trainer.messaging;

import org.jspecify.annotations.NullMarked;
