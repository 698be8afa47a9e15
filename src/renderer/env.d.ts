// Vite gives meaning to imports of styles and images; the compiler has to be told.
/// <reference types="vite/client" />
