/** What can be configured, and how the parts are put together. */
@NullMarked
package io.noisystudent.teacher.config;

import org.jspecify.annotations.NullMarked;
