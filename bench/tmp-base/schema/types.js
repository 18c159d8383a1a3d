// Generated from the schemas in this folder by "npm run generate". Do not edit.
export {};
