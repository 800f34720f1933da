/** What is checked before a service starts. */
@NullMarked
package io.noisystudent.service.start;

import org.jspecify.annotations.NullMarked;
