/** Configuration, and the one place where the service is put together. */
@NullMarked
package io.noisystudent.labeler.config;

import org.jspecify.annotations.NullMarked;
