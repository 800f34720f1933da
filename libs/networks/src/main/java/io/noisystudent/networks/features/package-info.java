/** What stands within a network: values that losses can compare, and those that they compare by default. */
@NullMarked
package io.noisystudent.networks.features;

import org.jspecify.annotations.NullMarked;
