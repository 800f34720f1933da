/** How the registry lays its objects out, writes each once and reads them back. */
@NullMarked
package io.noisystudent.registry.objects;

import org.jspecify.annotations.NullMarked;
