/** What every service configures. */
@NullMarked
package io.noisystudent.service.config;

import org.jspecify.annotations.NullMarked;
