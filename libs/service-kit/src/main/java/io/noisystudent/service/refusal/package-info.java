/** How a service says no. */
@NullMarked
package io.noisystudent.service.refusal;

import org.jspecify.annotations.NullMarked;
