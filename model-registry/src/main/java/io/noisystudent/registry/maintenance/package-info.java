/** What an operator does to the store now and then. */
@NullMarked
package io.noisystudent.registry.maintenance;

import org.jspecify.annotations.NullMarked;
