/** How a service starts, what is checked before, and how it ends. */
@NullMarked
package io.noisystudent.service.start;

import org.jspecify.annotations.NullMarked;
