/** What the store holds, remembered: it only grows, and catches up by listing. */
@NullMarked
package io.noisystudent.registry.view;

import org.jspecify.annotations.NullMarked;
