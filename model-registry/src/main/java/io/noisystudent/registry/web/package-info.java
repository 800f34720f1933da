/** The REST interface. */
@NullMarked
package io.noisystudent.registry.web;

import org.jspecify.annotations.NullMarked;
