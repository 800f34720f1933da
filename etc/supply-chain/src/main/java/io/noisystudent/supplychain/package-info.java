/** Lists what is shipped as CycloneDX bills of materials, and compares it with known vulnerabilities. */
@NullMarked
package io.noisystudent.supplychain;

import org.jspecify.annotations.NullMarked;
