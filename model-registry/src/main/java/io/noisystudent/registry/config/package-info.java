/** Configuration and the wiring of the domain. */
@NullMarked
package io.noisystudent.registry.config;

import org.jspecify.annotations.NullMarked;
