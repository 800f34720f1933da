/** Settings, and how the service is put together. */
@NullMarked
package io.noisystudent.trainer.config;

import org.jspecify.annotations.NullMarked;
