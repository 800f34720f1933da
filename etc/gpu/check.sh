#!/usr/bin/env bash
# Looks for what the labeler needs on a GPU: NVIDIA's driver, and the libraries that Maven's onnxruntime_gpu loads.
#   check.sh [ROOT]     ROOT: look below it and ask nothing of this system, for tests;
#                       its file ldconfig-p stands for what ldconfig -p prints
# Prints the folders that must be in LD_LIBRARY_PATH, separated by colons, or what is missing, with status 1.
set -euo pipefail
root="${1:-}"
# CUDA 12 runs on this driver and newer ones (CUDA's release notes, "minor version compatibility").
oldest=525
libraries=(libcuda.so.1 libcudart.so.12 libcublas.so.12 libcublasLt.so.12 libcurand.so.10 libcudnn.so.9)
missing=()
folders=()

origin() {
  case "$1" in
    libcuda.*) echo "the NVIDIA driver" ;;
    libcudnn.*) echo "cuDNN 9" ;;
    *) echo "CUDA 12" ;;
  esac
}

if [ -z "$root" ]; then
  cached="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)"
else
  cached="$(cat "$root/ldconfig-p" 2>/dev/null || true)"
fi

# The folders that the loader does not search by itself.
others() {
  printf '%s\n' "$root"/usr/local/cuda*/lib64 "$root"/usr/local/cuda*/targets/x86_64-linux/lib "$root"/usr/lib/wsl/lib \
    "$root"/usr/local/lib/python3*/{site,dist}-packages/nvidia/*/lib
  if [ -z "$root" ] && command -v python3 >/dev/null; then
    python3 -c 'import sys; print("\n".join(p for p in sys.path if p))' 2>/dev/null |
      while read -r packages; do printf '%s\n' "$packages"/nvidia/*/lib; done || true
  fi
}

# Succeeds if the loader finds a library, or notes the folder with which it does.
find_library() {
  local folder
  local IFS=:
  for folder in ${LD_LIBRARY_PATH:-} "$root/lib" "$root/usr/lib" "$root/lib/x86_64-linux-gnu" "$root/usr/lib/x86_64-linux-gnu"; do
    if [ -n "$folder" ] && [ -e "$folder/$1" ]; then return 0; fi
  done
  # "libcuda.so.1 (libc6,x86-64) => /usr/lib/...", which stands beside the one of 32 bits.
  if grep -qE "^[[:space:]]*${1//./\\.} \([^)]*x86-64" <<<"$cached"; then return 0; fi
  while read -r folder; do
    if [ -e "$folder/$1" ]; then
      folders+=("$folder")
      return 0
    fi
  done < <(others)
  return 1
}

if [ "$(uname -s) $(uname -m)" != "Linux x86_64" ]; then
  missing+=("Linux on x86_64, for which alone there are natives (this is $(uname -s) on $(uname -m))")
fi
version="$root/proc/driver/nvidia/version"
if [ -r "$version" ]; then
  driver="$(grep -oE '[0-9]{3,}\.[0-9.]+' "$version" | head -n 1)" || driver=0
  if [ "${driver%%.*}" -lt "$oldest" ]; then
    missing+=("an NVIDIA driver of version $oldest or newer (this is $driver)")
  fi
elif [ ! -e "$root/dev/dxg" ]; then
  missing+=("the NVIDIA driver, version $oldest or newer (there is no $version)")
fi
for library in "${libraries[@]}"; do
  find_library "$library" || missing+=("$library, of $(origin "$library")")
done

if [ "${#missing[@]}" -gt 0 ]; then
  {
    echo "DEVICE_UNAVAILABLE: labelers cannot run on a GPU here. Missing:"
    printf '  %s\n' "${missing[@]}"
    echo "Install it (a container: start it with --gpus all, from an image with CUDA 12 and cuDNN 9), add folders to"
    echo "LD_LIBRARY_PATH where it is installed elsewhere, or start without --gpu."
  } >&2
  exit 1
fi
[ "${#folders[@]}" -eq 0 ] || printf '%s\n' "${folders[@]}" | sort -u | paste -sd:
